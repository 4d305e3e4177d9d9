import ArgumentParser
import Docent

/// How embeddings are trained: for `train`, `evaluate links` and `tune`. What is not said gets the
/// value that suits the model.
struct EmbeddingOptionGroup: ParsableArguments {
  @Option(help: "1vsall, kvsall or sampling.") var regime: String?
  @Option(help: "softmax, or nssa, logistic, margin with sampling, logistic with kvsall.")
  var loss: String?
  @Option(help: "Negatives of a query.") var negatives: Int?
  @Option(help: "Queries that share one draw of negatives.") var shared: Int?
  @Option(help: "Margin of nssa, logistic and margin.") var margin: Float?
  @Option(help: "Temperature of nssa.") var temperature: Float?
  @Option(help: "uniform, bernoulli or typed.") var sampler: String?
  @Option(help: "adagrad, row-adagrad or adam.") var optimiser: String?
  @Option(help: "Rate of the first epoch.") var learningRate: Float?
  @Option(help: "constant, linear or exponential.") var schedule: String?
  @Option(help: "Queries between two updates.") var batch: Int?
  @Option(help: "Weight of the N3 regulariser.") var n3: Float?
  @Option(help: "Weight of the squared lengths.") var l2: Float?
  @Option(help: "l1 or l2, for transe.") var norm: String?
  @Option(help: "true or false: a second vector for each relation's way back.")
  var reciprocal: Bool?
  @Option(help: "Initial values are uniform in ± this.") var initialScale: Float?
  @Option(help: "deterministic, or hogwild: faster, and no two runs are alike.")
  var parallelism: String?
  @Option(help: "Epochs between two looks at the validation triples.")
  var validationInterval: Int?
  @Option(help: "Looks without improvement before training stops.") var patience: Int?

  var options: EmbeddingOptions {
    var options = EmbeddingOptions()
    options.regime = regime
    options.loss = loss
    options.negatives = negatives
    options.shared = shared
    options.margin = margin
    options.temperature = temperature
    options.sampler = sampler
    options.optimiser = optimiser
    options.learningRate = learningRate
    options.schedule = schedule
    options.batch = batch
    options.n3 = n3
    options.l2 = l2
    options.norm = norm
    options.reciprocal = reciprocal
    options.initialScale = initialScale
    options.parallelism = parallelism
    options.validationInterval = validationInterval
    options.patience = patience
    return options
  }
}
