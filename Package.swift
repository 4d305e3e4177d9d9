// swift-tools-version: 6.2
import PackageDescription

// Targets stand in the order of the data: feed → graph → learn → reason → explain → ask.
// A target may import only what its line names; `.ci/run` builds with
// `--explicit-target-dependency-import-check error`, which makes that a rule.

// `make fuzz` sets it: everything is then instrumented, and the fuzz targets exist.
let isFuzzing = Context.environment["DOCENT_FUZZ"] != nil
let fuzzing = ["-sanitize=fuzzer,address"]

let strict: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ] + (isFuzzing ? [.unsafeFlags(fuzzing)] : [])

/// A library target of ours under `Sources/<name>`.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one target, under `Tests/<name>Tests`; `exclude` names files that are no sources.
func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

/// A libFuzzer target under `Tests/Fuzz/<name>`.
func fuzzTarget(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzDriver"] + dependencies, path: "Tests/Fuzz/\(name)",
    exclude: ["dictionary.txt"], swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
    linkerSettings: [.unsafeFlags(fuzzing)])
}

let fuzzTargets = [
  .target(name: "FuzzDriver", path: "Tests/Fuzz/FuzzDriver", swiftSettings: strict),
  fuzzTarget(
    "FuzzFeedReader",
    ["CatalogFeed", "Diagnostics", "KnowledgeGraph", "Ontologies", "RequirementText"]),
  fuzzTarget("FuzzRequirementText", ["KnowledgeGraph", "RequirementText"]),
  fuzzTarget("FuzzActivityReader", ["ActivityFeed", "Diagnostics", "KnowledgeGraph"]),
  fuzzTarget("FuzzFeedArchives", ["Diagnostics", "FeedArchives"]),
]

let package = Package(
  name: "docent",
  products: [
    .executable(name: "docent", targets: ["DocentCLI"]),
    .library(name: "Docent", targets: ["Docent"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: [
    // Layer 0: diagnostics and C.
    library("Diagnostics"),
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0", providers: [.apt(["libxml2-dev"])]),
    .systemLibrary(name: "CLibEdit", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CLineEditing", dependencies: ["CLibEdit"]),
    .target(name: "CKernels"),

    // Layer 1: the vocabulary.
    library("KnowledgeGraph", ["Diagnostics", "CKernels"]),
    library("Proofs", ["KnowledgeGraph"]),
    library("XMLParsing", ["Diagnostics", "CLibXML2"]),
    library("FeedArchives", ["Diagnostics", "CZlib"]),
    library("QuerySyntax", ["Diagnostics"]),

    // Layer 2: one stage each, none importing another.
    library("Ontologies", ["KnowledgeGraph", "Diagnostics", "XMLParsing"]),
    library(
      "CatalogFeed", ["KnowledgeGraph", "Diagnostics", "XMLParsing", "FeedArchives"]),
    library("RequirementText", ["KnowledgeGraph"]),
    library("ActivityFeed", ["KnowledgeGraph", "Diagnostics"]),
    library(
      "GraphStorage",
      [
        "KnowledgeGraph", "Diagnostics", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    library("Embeddings", ["KnowledgeGraph", "CKernels"]),
    library("RuleReasoning", ["KnowledgeGraph", "Proofs", "Diagnostics"]),
    library("CatalogLint", ["KnowledgeGraph", "Proofs", "Diagnostics"]),
    library("Mastery"),
    library("PathReasoning", ["KnowledgeGraph", "Proofs"]),
    library("LearningPaths", ["KnowledgeGraph", "Proofs"]),
    library("ProofChecking", ["KnowledgeGraph", "Proofs"]),
    library("Evaluation", ["KnowledgeGraph", "Diagnostics", "CZlib"]),
    library("Rendering", ["KnowledgeGraph", "Diagnostics", "Proofs"]),
    library("QueryPlanning", ["KnowledgeGraph", "Diagnostics", "QuerySyntax"]),

    // Layer 3: stages that build on one below.
    library("Recommendations", ["KnowledgeGraph", "Proofs", "PathReasoning"]),
    library(
      "QueryExecution", ["KnowledgeGraph", "Diagnostics", "QuerySyntax", "QueryPlanning"]),

    // Layer 4: the façade.
    library(
      "Docent",
      [
        "Diagnostics", "KnowledgeGraph", "Proofs", "XMLParsing", "FeedArchives", "Ontologies",
        "CatalogFeed", "RequirementText", "ActivityFeed", "GraphStorage", "RuleReasoning",
        "CatalogLint", "Embeddings", "Mastery", "PathReasoning", "LearningPaths",
        "ProofChecking", "Evaluation", "Rendering", "QuerySyntax", "QueryPlanning",
        "Recommendations", "QueryExecution",
        .product(name: "Logging", package: "swift-log"),
      ]),

    // Layer 5: the command line.
    .executableTarget(
      name: "DocentCLI",
      dependencies: [
        "Docent", "Diagnostics", "KnowledgeGraph", "Proofs", "Rendering", "QueryExecution",
        "CLineEditing",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ], swiftSettings: strict),

    // Tests mirror the targets.
    tests("Diagnostics"),
    tests("KnowledgeGraph", ["Diagnostics"]),
    tests("Proofs", ["KnowledgeGraph"]),
    tests("XMLParsing", ["Diagnostics"]),
    tests("FeedArchives", ["Diagnostics", "CZlib"]),
    tests("QuerySyntax", ["Diagnostics"]),
    tests("Ontologies", ["KnowledgeGraph", "Diagnostics", "XMLParsing"]),
    tests(
      "CatalogFeed",
      ["KnowledgeGraph", "Diagnostics", "XMLParsing", "Ontologies", "FeedArchives", "CZlib"]),
    tests(
      "RequirementText", ["KnowledgeGraph"],
      exclude: ["labelled-requirements.json", "labelling-rules.md"]),
    tests("ActivityFeed", ["KnowledgeGraph", "Diagnostics"]),
    tests(
      "GraphStorage",
      ["KnowledgeGraph", "Diagnostics", .product(name: "GRDB", package: "GRDB.swift")]),
    tests("Embeddings", ["KnowledgeGraph", "CKernels"]),
    tests("RuleReasoning", ["KnowledgeGraph", "Ontologies", "Proofs", "ProofChecking"]),
    tests("CatalogLint", ["KnowledgeGraph", "Diagnostics", "Proofs", "ProofChecking"]),
    tests("Mastery"),
    tests("PathReasoning", ["KnowledgeGraph", "Proofs"]),
    tests("LearningPaths", ["KnowledgeGraph", "Proofs"]),
    tests("ProofChecking", ["KnowledgeGraph", "Proofs"]),
    tests("Evaluation", ["KnowledgeGraph", "Diagnostics"]),
    tests("Rendering", ["Diagnostics"]),
    tests("QueryPlanning", ["KnowledgeGraph", "Diagnostics", "QuerySyntax"]),
    tests("Recommendations", ["KnowledgeGraph", "PathReasoning", "Proofs"]),
    tests(
      "QueryExecution", ["KnowledgeGraph", "Diagnostics", "QueryPlanning"],
      exclude: ["Scripts"]),
    tests(
      "Docent",
      [
        "KnowledgeGraph", "Diagnostics", "Proofs", "QueryExecution", "Rendering", "GraphStorage",
        "CatalogFeed", "XMLParsing",
      ]),
    tests("DocentCLI"),
    .testTarget(name: "ArchitectureTests", swiftSettings: strict),
  ] + (isFuzzing ? fuzzTargets : []),
  swiftLanguageModes: [.v6]
)
