import { hasEntry } from './pickleClasses.ts';
import type { PickleDict } from './pickleValue.ts';

const frameworks = /^(?:sklearn|xgboost|lightgbm|catboost|imblearn|statsmodels|mlxtend|skopt|category_encoders)\./u;

/** Learned attributes whose sizes follow the rows that were trained on, or how long the training took: they differ after each training. */
const followsData = new Set([
  'support_', 'support_vectors_', 'dual_coef_', 'n_support_', 'labels_', 'core_sample_indices_', 'embedding_', 'dist_matrix_', 'X_fit_', 'eigenvectors_',
  'X_train_', 'y_train_', 'L_', 'children_', 'distances_', 'ordering_', 'reachability_', 'predecessor_', 'core_distances_', 'label_distributions_',
  'transduction_', 'estimators_samples_', 'estimators_features_', 'estimator_weights_', 'estimator_errors_', 'train_score_', 'validation_score_',
  'validation_scores_', 'oob_decision_function_', 'oob_prediction_', 'oob_improvement_', 'oob_scores_', 'loss_curve_', 'n_iter_', 'cv_results_',
  'coefs_paths_', 'scores_', 'alphas_', 'mse_path_', 'coef_path_', 'dual_gap_', 'active_', 'X_thresholds_', 'y_thresholds_', 'bin_edges_', 'X_offset_',
  'feature_names_in_', 'all_estimators_', 'row_labels_', 'column_labels_', 'rows_', 'columns_', 'X_', 'W_sr_', 'pi_', 'affinity_matrix_', 'cluster_hierarchy_',
  'dissimilarity_matrix_', 'dist_', 'dummy_leaf_', 'eigenvalues_', 'inlier_mask_', 'negative_outlier_factor_', 'outliers_', 'probabilities_', 'quantiles_',
  'raw_support_', 'references_', 'root_', 'subcluster_centers_', 'subcluster_labels_', 'x_scores_', 'y_scores_',
]);

/** The same for single classes: attributes whose sizes are those of weights elsewhere. */
const followsDataIn: Readonly<Record<string, ReadonlySet<string>>> = {
  DBSCAN: new Set(['components_']),
  OPTICS: new Set(['components_']),
  GaussianProcessRegressor: new Set(['alpha_']),
  MeanShift: new Set(['cluster_centers_']),
  AffinityPropagation: new Set(['cluster_centers_', 'cluster_centers_indices_']),
  RandomTreesEmbedding: new Set(['one_hot_encoder_']),
  OrdinalEncoder: new Set(['categories_']),
  TargetEncoder: new Set(['categories_', 'encodings_']),
};

/** Whether an object's class or attributes are those of a trained estimator in scikit-learn's manner. */
export function isEstimator(className: string, attributes: PickleDict | null): boolean {
  if (/^sklearn\.(?:tree\._tree|utils|metrics|externals|_loss)\b/u.test(className)) return false;
  return frameworks.test(className) || hasEntry(attributes, '_sklearn_version') || hasEntry(attributes, 'n_features_in_');
}

/** Whether nothing in an attribute says what the model takes or gives. */
export function isInnerAttribute(className: string, attribute: string): boolean {
  const name = className.slice(className.lastIndexOf('.') + 1);
  return attribute.startsWith('_') || followsData.has(attribute) || (Object.hasOwn(followsDataIn, name) && followsDataIn[name]?.has(attribute) === true);
}

/** Where the features of a model's target are, not its own. */
export function isTargetPath(path: string): boolean {
  return /(?:^|\.)transformer_(?:\.|$)/u.test(path);
}

/** The members of a forest are innards: how many nodes each has says nothing about the model's face. */
export function isInnerTree(className: string, path: string): boolean {
  if (/^sklearn\.tree\._tree\./u.test(className) || /^(?:pandas|polars|datetime|random)\./u.test(className)) return true;
  return /^sklearn\.(?:tree|ensemble\._hist)/u.test(className) && /(?:^|\.)estimators_(?:\.|$)/u.test(path);
}

/** Lists of `(name, estimator)` whose own name is not part of a step's: `clf.coef_`, not `steps.clf.coef_`. */
export const stepLists: ReadonlySet<string> = new Set(['steps', 'transformers', 'transformers_', 'transformer_list', 'estimators']);

/** Estimators that are worth a step though they are no element of a list of steps. */
export const stepAttributes: ReadonlySet<string> = new Set(['best_estimator_', 'final_estimator_', 'estimator_', 'regressor_', 'transformer_']);

/** The unfitted twin of a learned attribute (`estimator` beside `estimator_`) would be the same estimators again, without weights. */
export function isUnfittedTwin(attribute: string, attributes: PickleDict): boolean {
  if (attribute === 'estimator' && hasEntry(attributes, 'best_estimator_')) return true;
  if (attribute === 'estimator_' && hasEntry(attributes, 'estimators_')) return true;
  return attribute !== 'estimators' && hasEntry(attributes, `${attribute}_`);
}

/** Keys of a checkpoint that hold how the training stood, not the model. */
export const trainingState = /^(?:optim(?:i[sz]er)?s?(?:_states?|_state_dicts?)?|(?:lr_)?schedulers?(?:_states?|_state_dicts?)?|(?:\w+_)?rng_states?|loops|callbacks|amp(?:_\w+)?|grad_scaler\w*)$/iu;

/** Keys under which checkpoints keep the model's tensors; they are no part of a tensor's name. */
export const modelKeys: ReadonlySet<string> = new Set(['state_dict', 'model_state_dict', 'model_state', 'model', 'module', 'net', 'network', 'weights', 'params']);

/** Keys under which people keep the features' names beside a model. */
export const featureKeys: ReadonlySet<string> = new Set(['features', 'feature_names', 'feature_cols', 'feature_columns', 'columns', 'input_columns']);
