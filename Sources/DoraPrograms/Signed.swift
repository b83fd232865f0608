import DoraModel

/// What a program answers to one argument list.
package enum Signed: Hashable, Sendable {
  case delta(Delta)
  /// The program refuses the arguments, with the sentence that its parser prints.
  case refused(String)
  /// The program would print its help or version and end.
  case exits
}
