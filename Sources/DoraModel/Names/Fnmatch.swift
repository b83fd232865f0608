/// Shell patterns over names, as Python's `fnmatch` reads them on POSIX.
package enum Fnmatch {
  /// Whether `pattern` matches the whole of `name`.
  ///
  /// `*` stands for any run of characters, `?` for one, `[…]` for one of a set, `[!…]` for one outside it; a bracket
  /// that isn't closed is a character. Case always counts. The time is at most the product of both lengths.
  package static func matches(_ name: Text, _ pattern: Text) -> Bool {
    let tokens = tokens(pattern.codePoints)
    let points = name.codePoints
    var at = 0
    var token = 0
    // Only the last star needs another try: what an earlier one could take instead, the last one can too.
    var star: (token: Int, at: Int)?
    while at < points.count || token < tokens.count {
      if token < tokens.count {
        if case .run = tokens[token] {
          star = (token, at)
          token += 1
          continue
        }
        if at < points.count, tokens[token].takes(points[at]) {
          at += 1
          token += 1
          continue
        }
      }
      guard let last = star, last.at < points.count else { return false }
      star = (last.token, last.at + 1)
      token = last.token + 1
      at = last.at + 1
    }
    return true
  }

  private enum Token {
    case run
    case any
    case point(UInt32)
    case set([ClosedRange<UInt32>], isNegated: Bool)

    func takes(_ point: UInt32) -> Bool {
      switch self {
      case .run, .any: true
      case .point(let only): point == only
      case .set(let ranges, let isNegated): ranges.contains { $0.contains(point) } != isNegated
      }
    }
  }

  private static let bang = UInt32(UInt8(ascii: "!"))
  private static let dash = UInt32(UInt8(ascii: "-"))
  private static let close = UInt32(UInt8(ascii: "]"))

  private static func tokens(_ pattern: [UInt32]) -> [Token] {
    var tokens: [Token] = []
    var i = 0
    while i < pattern.count {
      let point = pattern[i]
      i += 1
      switch point {
      case UInt32(UInt8(ascii: "*")):
        if case .run? = tokens.last { continue }
        tokens.append(.run)
      case UInt32(UInt8(ascii: "?")): tokens.append(.any)
      case UInt32(UInt8(ascii: "[")):
        var end = i
        if end < pattern.count, pattern[end] == bang { end += 1 }
        // A bracket that comes first is a member of the set.
        if end < pattern.count, pattern[end] == close { end += 1 }
        while end < pattern.count, pattern[end] != close { end += 1 }
        if end < pattern.count {
          tokens.append(set(Array(pattern[i..<end])))
          i = end + 1
        } else {
          tokens.append(.point(point))
        }
      default: tokens.append(.point(point))
      }
    }
    return tokens
  }

  /// The set that the characters between two brackets describe.
  private static func set(_ inside: [UInt32]) -> Token {
    var members = members(inside)
    let isNegated = members.first?.lower == bang
    if isNegated {
      // What begins a range and turns out to negate leaves the rest of that range as plain characters.
      let first = members.removeFirst()
      if let upper = first.upper {
        members.insert(contentsOf: [Member(dash), Member(upper)], at: 0)
      }
    }
    return .set(members.map { $0.lower...($0.upper ?? $0.lower) }, isNegated: isNegated)
  }

  private struct Member {
    var lower: UInt32
    /// The end of a range; nil: a single character.
    var upper: UInt32?

    init(_ lower: UInt32, to upper: UInt32? = nil) {
      self.lower = lower
      self.upper = upper
    }
  }

  /// Characters and ranges in order, without the ranges that hold nothing.
  ///
  /// Python drops an empty range before it looks for the negation, so `[b-a!x]` means anything but `x`.
  private static func members(_ inside: [UInt32]) -> [Member] {
    var members: [Member] = []
    var i = 0
    if inside.first == bang {
      members.append(Member(bang))
      i = 1
    }
    while i < inside.count {
      guard i + 2 < inside.count, inside[i + 1] == dash else {
        members.append(Member(inside[i]))
        i += 1
        continue
      }
      if inside[i] <= inside[i + 2] { members.append(Member(inside[i], to: inside[i + 2])) }
      i += 3
    }
    return members
  }
}
