import DoraModel

/// What a program answers to one argument list, and how the answer was found.
package struct Signed: Hashable, Sendable {
  package enum Answer: Hashable, Sendable {
    case delta(Delta)
    /// The program refuses the arguments, with the sentence that its parser prints.
    case refused(String)
    /// The program would print its help or version and end.
    case exits
  }

  /// Who answered.
  ///
  /// Of an answer by Python, `why` says what kept us from giving it.
  package enum Way: Hashable, Sendable {
    case native
    case python(why: String)
    /// Python did, for an earlier command.
    case kept(why: String)
  }

  package let answer: Answer
  package let way: Way

  package init(_ answer: Answer, _ way: Way) {
    self.answer = answer
    self.way = way
  }

  /// Whether two answers to one argument list are the same; how a refusal is worded isn't part of it.
  func agrees(with other: Signed) -> Bool {
    switch (answer, other.answer) {
    // What isn't a number equals nothing, itself neither; and its digest is what a delta is for.
    case (.delta(let one), .delta(let two)): one.digest == two.digest
    case (.delta, _), (_, .delta): false
    default: true
    }
  }
}
