/// In what releases of argparse differ, as far as it changes what arguments mean.
struct ArgparseRules: Hashable, Sendable {
  /// Where the first `--` of an action's arguments is dropped.
  enum Dashes: Sendable {
    /// In the arguments of every action.
    case everywhere
    /// In those of positional actions.
    case ofPositionals
    /// Where it stands on the command line, when positionals are consumed.
    case whereItStands
  }

  /// Which defaults of positionals with `*` are held against the choices.
  enum Checks: Sendable {
    /// All, and the empty list that stands for no default.
    case every
    /// Those that aren't None.
    case given
    case none
  }

  /// `allow_abbrev=False` also turns off `-xVALUE`, and clusters of flags.
  var abbreviationIncludesClusters = false
  /// `-x=` fails with an IndexError when `-x` takes no value.
  var crashesOnEmptyValue = false
  /// A cluster remembers where `=` stood, and its unknown rest is an unrecognized argument rather than an error.
  var separatesClusters = false
  var dashes = Dashes.everywhere
  /// Whether an action is present in its exclusive group is told by its arguments, not by its value.
  var presenceByArguments = false
  /// An ambiguous option is an error only when its turn comes.
  var defersAmbiguity = false
  /// Positionals that took nothing before an option get another chance after it.
  var retriesEmptyPositionals = false
  /// Abbreviations with one dash obey `allow_abbrev`, and split at `=`.
  var splitsShortAbbreviations = false
  /// An option with a number of arguments takes words that look like options too.
  var countedTakesOptions = false
  /// SUPPRESS as the value of an absent optional value is converted like any string.
  var convertsSuppress = true
  /// Choices in a string are its parts, not its characters.
  var choicesArePartsOfString = true
  /// The error message shows `str` of the refused value rather than the value.
  var namesChoiceByStr = false
  /// Constants and defaults of `?` are held against the choices.
  var checksOptionalDefault = true
  var checksManyDefault = Checks.every

  private init() {}

  /// The rules of the argparse whose functions have this digest; nil: they haven't been compared.
  init?(digest: String) {
    guard let rules = Self.releases[digest] else { return nil }
    self = rules
  }

  private func with(_ change: (inout ArgparseRules) -> Void) -> ArgparseRules {
    var rules = self
    change(&rules)
    return rules
  }
}

extension ArgparseRules {
  private static let v3_7 = v3_8.with { $0.abbreviationIncludesClusters = true }
  private static let v3_8 = v3_10_9.with { $0.crashesOnEmptyValue = true }
  private static let v3_10_9 = ArgparseRules()
  private static let v3_11_8 = v3_10_9.with { $0.dashes = .ofPositionals }
  private static let v3_11_9 = v3_11_8.with { $0.separatesClusters = true }
  private static let v3_12 = v3_10_9.with { $0.checksManyDefault = .given }
  private static let v3_12_2 = v3_12.with { $0.dashes = .ofPositionals }
  private static let v3_12_3 = v3_12_2.with { $0.separatesClusters = true }
  private static let v3_13_5 = v3_12_3.with {
    $0.dashes = .whereItStands
    $0.presenceByArguments = true
    $0.defersAmbiguity = true
    $0.retriesEmptyPositionals = true
    $0.splitsShortAbbreviations = true
    $0.countedTakesOptions = true
    $0.convertsSuppress = false
    $0.choicesArePartsOfString = false
    $0.namesChoiceByStr = true
  }
  private static let v3_14 = v3_13_5.with {
    $0.checksOptionalDefault = false
    $0.checksManyDefault = .none
  }

  /// What `dora._sources.digest` gives for the releases that the differential test has seen equal.
  private static let releases: [String: ArgparseRules] = [
    // 3.7.0 to 3.7.5
    "fa01b9dbb02c50841d370b05b8a370d21b9036ed42fe78b6763e41ed22f5690c": v3_7,
    // 3.7.6 to 3.7.17
    "0258fbb82de3e655d761f2695a8dee5101863057e39ce959e22862a2a7935c1e": v3_7,
    // 3.8.2 to 3.8.20
    "57ce386f2a6c69f6fc4fe692e99f22a0306edcfcf1315d2e9d17d85650f1cbb4": v3_8,
    // 3.9.0 to 3.10.8
    "3a5d425c3bec1deff9ee9fa91db300d9488df5dc9c98a4a1cd878005af1f3ad8": v3_8,
    // 3.10.9 to 3.10.15
    "55a821d0e0d7c56a2c84ab4ccf8ed98ee90bd2214b478266d84b247697e89dd6": v3_10_9,
    // 3.11.0
    "06e797f5f9470a6a2d3227271f2ed9722d790e61e780509b7c0e63e8fb71bcf7": v3_8,
    // 3.11.1 to 3.11.7
    "508c0a79aa61730cb0a32cac17f712409ed19d8612bc40a7292573b946cfa6e9": v3_10_9,
    // 3.11.8
    "3cb6fcc32058f7f3426bd48d5c2be9cffe3eb36853185997bb2cd72ca5cabebc": v3_11_8,
    // 3.11.9, 3.11.10
    "945e5a3c0dc57f11dfcad29dab7893c94477aac1e91fdd3bfc809d69f0360840": v3_11_9,
    // 3.12.0, 3.12.1, 3.12.4 to 3.12.6
    "e659c38b28f99478fb1ee5f4a73fa54758828d1148e28ce1ea13706712b79c50": v3_12,
    // 3.12.2
    "563a3181e15de9c39ee10a74b973fc9ddf3a57a0fba49577ce04374ae92d9733": v3_12_2,
    // 3.12.3
    "05a42f657e28532192891a3ffe5323c6c59b93be73868ce87e43743aceb1308c": v3_12_3,
    // 3.12.7
    "7666864a811591010aa99c97fe476511dcc0bdc40af3da5a3fb03c59fe1e576e": v3_12_3,
    // 3.13.0
    "fe80d7bc2e553e20f566657a7ecf11088002e9d4fdd508974d1b3d78aac69e85": v3_12_3,
    // 3.13.5
    "9c889f689032f2138e00036ee7a48a97fd873529595eecb60669ab3220756423": v3_13_5,
    // 3.13.18
    "f18325ee312d9fc0a2b0dca50dbd3ebd3e8d7ab81019717c7d9628835803a215": v3_13_5,
    // 3.14.10
    "6d52cbe2b0c06f0cff94bcd067508366e9f943da86b125ef519bf8941511cb55": v3_14,
  ]
}
