import DoraModel
import DoraTestSupport
import Foundation
import Testing

@testable import DoraStore

/// What a snapshot doesn't do again, and that this never shows.
@Suite struct SnapshotSpeedTests {
  private func calls(_ code: CodeFixture) throws -> [String] {
    nonisolated(unsafe) var told: [String] = []
    let snapshot = try code.snapshot(trace: { words in
      told.append(
        words.first { ["status", "hash-object", "update-index"].contains($0) } ?? "other")
    })
    #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
    return told
  }

  @Test func `edits, deletions and links cost two questions, and one when contents are known`()
    throws
  {
    let code = try CodeFixture()
    try code.shell(
      "echo 2 > train.py; rm lib/a.py; ln -s train.py link; echo 1 > a.py; git add a.py")
    let expected = try code.expectedHere()
    #expect(try calls(code) == ["status", "hash-object"])
    #expect(try code.tree(of: code.snapshot().commit) == expected)
    try code.shell("sleep 0.2; git checkout -q .; echo 3 > n.py; sleep 0.2")
    #expect(try calls(code) == ["status", "hash-object"])
    // What is new is staged, so nothing has to be read.
    try code.shell("rm train.py; ln -s nowhere other")
    #expect(try calls(code) == ["status"])
  }

  @Test func `a file is read once`() throws {
    let code = try CodeFixture()
    // git status doesn't read what it doesn't track, so the filter tells who does.
    try code.shell(
      """
      git config filter.count.clean 'echo x >> ../read; cat'
      echo '*.bin filter=count' > .gitattributes
      echo 1 > a.bin; echo 1 > b.bin; sleep 0.2
      """)
    func read() throws -> String { try code.line("cat ../read | wc -l") }
    _ = try calls(code)
    #expect(try read() == "2")
    try code.shell("echo 2 > b.bin; sleep 0.2")
    let second = try #require(try code.snapshot().commit)
    #expect(try read() == "3")
    #expect(try code.line("git show \(second):a.bin \(second):b.bin | xargs") == "1 2")
    // Other attributes make other contents.
    try code.shell("echo '*.bin -filter' > .gitattributes; echo 1 > c; sleep 0.2")
    _ = try calls(code)
    try code.shell("echo '*.bin filter=count' > .gitattributes; sleep 0.2")
    _ = try calls(code)
    #expect(try read() == "5")
    // Neither are contents known that git has thrown away.
    try code.shell(
      "git for-each-ref --format='delete %(refname)' refs/dora | git update-ref --stdin; git prune --expire=now"
    )
    let last = try #require(try code.snapshot().commit)
    try code.shell("git rev-list --objects \(last) > /dev/null; git fsck --full")
  }

  @Test func `attributes that git ignores are looked at all the same`() throws {
    let code = try CodeFixture("echo .gitattributes >> .gitignore")
    try code.shell(
      """
      mkdir -p deep/er; printf 'a\\r\\n' | tee one.txt two.txt deep/three.txt > deep/er/four.txt
      echo 2 > lib/a.py; sleep 0.2
      """)
    func check(_ change: String) throws {
      try code.shell("\(change); sleep 0.2")
      // The second has what is remembered of the first.
      for _ in 1...3 {
        let commit = try #require(try code.snapshot().commit)
        #expect(
          try code.line("git rev-parse \(commit)^{tree}") == code.expected(), "\(change)")
      }
    }
    try check("true")
    try check("echo '*.txt text eol=lf' > deep/.gitattributes")
    try check("echo '*.txt -text' > deep/er/.gitattributes")
    try check("echo '*.txt text' > .gitattributes")
    try check("rm deep/.gitattributes deep/er/.gitattributes")
  }

  @Test func `what git notes is kept as long as the index is the same`() throws {
    let code = try CodeFixture()
    func kept() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: code.sandbox.file("scratch"))
        .filter { $0.hasSuffix(".index") }
    }
    _ = try code.snapshot()
    #expect(try kept().isEmpty)
    _ = try code.snapshot()
    let first = try kept()
    #expect(first.count == 1)
    try code.shell("echo 1 > new.py")
    _ = try code.snapshot()
    #expect(try kept() == first)
    try code.shell("git add new.py")
    for _ in 0..<2 { _ = try code.snapshot() }
    let second = try kept()
    #expect(second.count == 1)
    #expect(second != first)
    // One that is damaged is made again.
    try "broken".write(
      toFile: code.sandbox.file("scratch/\(second[0])"), atomically: false, encoding: .utf8)
    let expected = try code.expectedHere()
    #expect(try code.tree(of: code.snapshot().commit) == expected)
    #expect(try code.tree(of: code.snapshot().commit) == expected)
  }

  @Test(arguments: ["", "echo outputs/ >> .gitignore", "echo '!/outputs' >> .gitignore"])
  func `git looks into no folder of what doesn't count`(setup: String) throws {
    let code = try CodeFixture(setup)
    try code.shell("mkdir -p outputs/xps/{1..50}; mkdir other; touch other/new.py")
    for _ in 1...4 {
      try code.shell("touch ../trace; rm ../trace")
      _ = try code.snapshot(environment: ["GIT_TRACE2_PERF": code.sandbox.file("trace")])
      let visited = try code.line(
        "grep -o 'directories-visited:[0-9]*' ../trace | cut -d: -f2 | sort -n | tail -n 1")
      // The top, lib, other, and the outputs themselves at most.
      #expect((1...4).contains(try #require(Int(visited))), "\(visited)")
    }
  }

  @Test func `a file that is written to all the time is left out and named`() throws {
    let code = try CodeFixture()
    // Whoever reads one of them, a filter writes to it meanwhile.
    try code.shell(
      """
      git config filter.busy.clean 'cat; echo 7 >> %f'
      printf 'busy.txt filter=busy\\ntrain.py filter=busy\\n' > .git/info/attributes
      echo 5 > new.py; echo 6 > busy.txt; echo 6 >> train.py
      """)
    for environment in [[:], ["GIT_CONFIG_COUNT": "0"]] {
      let snapshot = try code.snapshot(environment: environment)
      #expect(snapshot.failure == nil, "\(snapshot.failure?.cause ?? "")")
      #expect(
        snapshot.leftOut.map(\.shown).sorted() == [
          "'busy.txt' (it was being written to)", "'train.py' (it was being written to)",
        ])
      let commit = try #require(snapshot.commit)
      #expect(try code.line("git show \(commit):train.py") == "1")
      #expect(
        try code.line("git ls-tree --name-only \(commit) | xargs")
          == ".gitignore lib new.py train.py")
    }
  }

  @Test func `a file system monitor that the user has is asked, and no other`() throws {
    let code = try CodeFixture()
    // It answers with a token of its own and what has changed since the one it's given.
    try code.shell(
      """
      printf '#!/bin/sh\\necho $2 >> ../asked\\nprintf "now\\\\0train.py\\\\0new.py\\\\0"\\n' > ../monitor
      chmod +x ../monitor
      git config core.fsmonitor $PWD/../monitor
      echo 2 > train.py; echo 1 > new.py
      """)
    let expected = try code.expectedHere()
    try code.shell("rm -f ../asked")
    #expect(try code.tree(of: code.snapshot().commit) == expected)
    // The index says whether it's in use, and not the configuration alone.
    #expect(!code.sandbox.exists("asked"))
    try code.shell("git update-index --fsmonitor; git status > /dev/null; rm -f ../asked")
    let before = try code.state()
    try code.shell("rm -f ../asked")
    #expect(try code.tree(of: code.snapshot().commit) == expected)
    #expect(code.sandbox.exists("asked"))
    #expect(try code.state() == before)
    try code.shell("echo 3 > train.py")
    let changed = try code.expectedHere()
    #expect(try code.tree(of: code.snapshot().commit) == changed)
  }

  @Test(arguments: [
    ("true", true), ("git update-index --index-version 4", true),
    ("git update-index --untracked-cache; git status", true), ("git read-tree --empty", true),
    ("git update-index --split-index", false), ("git update-index --skip-worktree train.py", false),
    ("git config index.sparse true; git sparse-checkout set --cone lib", false),
    ("git init -q s; git -C s commit -q --allow-empty -m s; git add s", false),
    ("echo 1 > \(String(repeating: "n", count: 200)); git add -N .", true),
  ])
  func `an index is plain or it isn't`(setup: String, isPlain: Bool) throws {
    let code = try CodeFixture()
    try code.shell(setup)
    let bytes = Array(try Data(contentsOf: URL(filePath: code.root + "/.git/index")))
    #expect(IndexFile(bytes).isPlain == isPlain)
    // Whatever is in the file, it's read to its end and no further; git finds the damage by the checksum.
    for count in bytes.indices { _ = IndexFile(Array(bytes[..<count])) }
    for at in bytes.indices {
      var bytes = bytes
      bytes[at] ^= 0xFF
      _ = IndexFile(bytes)
    }
  }
}
