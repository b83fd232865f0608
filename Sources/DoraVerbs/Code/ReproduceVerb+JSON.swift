import DoraModel

extension ReproduceVerb.Ready {
  /// All that can be said before it runs.
  package var json: JSON {
    [
      "version": 1, "sig": JSON(recorded.xp.sig.description), "run": JSON(recorded.number),
      "id": JSON(recorded.run.id), "commit": JSON(commit),
      "code": checkout.map { code in
        [
          "folder": JSON(code.path), "changed": .array(code.changed.map { .text($0) }),
          "missing": .array(code.missing.map { .text($0) }),
          "pointers": .array(code.pointers.map { .text($0) }),
        ]
      } ?? .null,
      "environment": environment.map { .array($0.map(\.json)) } ?? .null,
      "arguments": .array(isSameXP ? [] : moved.map(\.json)), "same": .bool(isSame),
    ]
  }
}

extension ReproduceVerb.Outcome {
  /// What running it adds.
  package var members: [JSON.Member] {
    [
      JSON.Member("folder", JSON(folder)), JSON.Member("status", JSON(Int(status))),
      JSON.Member(
        "metrics",
        metrics.map { metrics in
          [
            "count": JSON(metrics.count),
            "differences": .array(
              metrics.differences.map { difference in
                [
                  "name": JSON(difference.name), "then": difference.then ?? .null,
                  "now": difference.now ?? .null,
                ]
              }),
          ]
        } ?? .null),
    ]
  }
}

extension RunEnvironment.Difference {
  var json: JSON { ["name": JSON(what), "then": JSON(then), "now": JSON(now)] }
}
