import DoraModel

/// Signs as a Python program would, without Python, where that is certain.
protocol NativeSigner {
  func answer(_ argv: [Text]) -> NativeAnswer
}

/// What native signing comes to.
enum NativeAnswer {
  case certain(Signed.Answer)
  /// Only Python knows; why, for people.
  case unsure(String)
}

extension ArgumentParserDescription: NativeSigner {
  func answer(_ argv: [Text]) -> NativeAnswer {
    switch parse(argv) {
    case .delta(let delta): .certain(.delta(delta))
    case .refused(let reason): .certain(.refused(reason))
    case .exits: .certain(.exits)
    case .unsure(let reason): .unsure(reason)
    }
  }
}

/// A program of which nothing is certain.
struct NoNativeSigner: NativeSigner {
  let reason: String

  func answer(_ argv: [Text]) -> NativeAnswer { .unsure(reason) }
}

extension HydraComposer: NativeSigner {
  func answer(_ argv: [Text]) -> NativeAnswer {
    switch answer(argv) as HydraAnswer {
    case .delta(let delta, _): .certain(.delta(delta))
    case .refused(let reason): .certain(.refused(reason))
    case .unsure(let reason): .unsure(reason)
    }
  }
}
