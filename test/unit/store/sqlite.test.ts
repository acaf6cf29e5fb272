import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { openDatabase, rollBack, sqliteProblem } from '../../../src/store/sqlite.ts';

describe('sqlite', () => {
  it('tells that a disk is full although SQLite has taken the transaction back itself', () => {
    const database = openDatabase(':memory:');
    try {
      database.exec('CREATE TABLE t (x BLOB); PRAGMA max_page_count = 4; BEGIN IMMEDIATE');
      let failure: unknown;
      try {
        database.exec('INSERT INTO t VALUES (randomblob(1000000))');
      } catch (error) {
        failure = error;
      }
      rollBack(database);
      rollBack(database);
      assert.equal(sqliteProblem(failure), 'full');
    } finally {
      database.close();
    }
  });
});
