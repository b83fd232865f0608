import DoraModel
import DoraStore

/// What `dora gc` would do.
package struct CleanPlan {
  /// A folder that is to go to the trash, or that is there and is to be removed.
  package struct Item {
    package enum Kind: String, Sendable {
      case xp, code
      /// What `dora reproduce` ran.
      case reproduction
    }
    package let kind: Kind
    /// The XP's sig, the commit of a checkout, or `<sig>/<id>` of a reproduction.
    package let name: String
    /// The XP's name; empty for code.
    package let about: String
    package let path: String
    package let bytes: Int
    /// When it was last used or, in the trash, when it was moved there; seconds since 1970.
    package let time: Double
    package let digest: Digest?
    let trash: Trash

    var trashKind: Trash.Kind {
      switch kind {
      case .xp: .xps
      case .code: .codes
      case .reproduction: .reproduced
      }
    }

    package var json: JSON {
      [
        "version": 1, "kind": JSON(kind.rawValue), "sig": JSON(kind == .xp ? name : nil),
        "name": JSON(name), "about": JSON(about), "path": JSON(path),
        "bytes": JSON(bytes), "time": .number(time),
      ]
    }
  }

  package var items: [Item] = []
  /// Commits whose pins no run needs.
  package var pins: [PinCollection.Pin] = []
  /// How many XPs' folders are kept, by the reason's word.
  package var kept: [String: Int] = [:]
  /// What couldn't be looked at, and why.
  package var notices: [String] = []

  package var bytes: Int { items.reduce(0) { $0 + $1.bytes } }
  package var isEmpty: Bool { items.isEmpty && pins.isEmpty }

  /// What is kept, in words: `2 running, 1 starred`.
  package var keptWords: String {
    kept.keys.sorted().map { "\(kept[$0] ?? 0) \($0)" }.joined(separator: ", ")
  }
}
