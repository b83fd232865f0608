/// One action of a parser: what it takes from the command line and does with it.
struct ArgumentAction: Sendable {
  enum Kind: Sendable {
    case store, storeConst, append, appendConst, extend, count, boolean
    /// Help or version.
    case exits
    /// The place of a parser for each name of a sub-command.
    case parsers([Text: Int])
    /// Python code of the program's own.
    case custom
  }

  /// How many arguments it takes, in argparse's words.
  enum Count: Hashable, Sendable {
    /// Without `nargs`.
    case one
    /// `?`, `*`, `+`
    case optional, any, some
    /// `...`, `A...`
    case rest, command
    case exactly(Int)
  }

  enum Conversion: Sendable {
    case text, int, float, bool, path
    /// The place of an enum class.
    case member(Int)
    /// Python code of the program's own.
    case unknown
  }

  /// What the type makes of a string that isn't an argument.
  enum Converted: Sendable {
    case value(HeldValue)
    case refused(String)
    case unsure
  }

  /// How error messages name it.
  enum Name: Sendable {
    case text(String)
    /// Messages leave it out.
    case none
    /// Python itself fails to say it.
    case unsure
  }

  struct Choices: Sendable {
    /// nil: only Python knows what is among them.
    var values: [PythonValue]?
    /// They are looked up by their hash, which lists don't have.
    var areHashed: Bool
    /// They are an enum class; what it answers for anything but members is another thing in each Python.
    var areClass: Bool
    /// All of them, when they are the characters of a string.
    var string: Text?
    /// As an error message lists them.
    var text: String?
  }

  var kind: Kind
  var isOption: Bool
  /// Where it puts its value; nil: nowhere.
  var slot: Int?
  var count: Count
  var conversion: Conversion
  var typeName: String
  var isRequired: Bool
  var name: Name
  var choices: Choices?
  var `default`: HeldValue
  var const: HeldValue
  /// What the default becomes when it's a string.
  var convertedDefault: Converted?
  var convertedConst: Converted?
  /// The actions that exclude it.
  var conflicts: [Int] = []
}
