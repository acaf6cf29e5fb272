/** The bundler gives the text of a drawing. */
declare module '*.svg' {
  const text: string;
  export = text;
}
