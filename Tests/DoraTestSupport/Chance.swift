import Foundation

/// A generator that gives the same numbers for the same seed.
///
/// `DORA_TEST_SEED` repeats what a run of the tests did at random; `scripts/test` sets it to a number that goes with the
/// files, so that the same commit is tested with the same cases wherever it is, and the next with others.
package struct Chance: RandomNumberGenerator {
  /// The seed of this run, to be told when something fails.
  package static let seed =
    ProcessInfo.processInfo.environment["DORA_TEST_SEED"].flatMap(Int.init)
    ?? Int.random(in: 1...999_999)

  private var state: UInt64

  package init(_ seed: Int = Chance.seed) { state = UInt64(bitPattern: Int64(seed)) }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
