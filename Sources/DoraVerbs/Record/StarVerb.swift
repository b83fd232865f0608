import DoraModel
import DoraStore

/// Stars on XPs: what is starred is never cleared away.
package struct StarVerb {
  private let project: Project

  package init(_ project: Project) { self.project = project }

  /// Sets the stars of the XPs named, or takes them off, in one commit; the answer is what each bears then.
  package func set(
    _ isSet: Bool, _ names: [String], note: String?
  ) throws -> [(xp: XP, star: Star)] {
    let naming = Naming(project)
    let xps = try names.map { try naming.xp($0) }
    let what = xps.count == 1 ? "\(xps[0].sig)" : "\(xps.count) XPs"
    let author = project.author
    let star = Star(isSet: isSet, by: author.name, time: project.context.now(), note: note)
    var stars: [Star] = []
    try project.writableStore().commit("\(isSet ? "star" : "unstar"): \(what)", author: author) {
      transaction in
      stars = []
      for xp in xps {
        let known = try transaction.star(xp.digest)
        // Nothing new to say is no change.
        let isKnown = (known?.isSet ?? false) == isSet && (note == nil || known?.note == note)
        if !isKnown { try transaction.put(star, of: xp.digest) }
        stars.append(isKnown ? known ?? star : star)
      }
    }
    return zip(xps, stars).map { (xp: $0, star: $1) }
  }

  /// The XPs that are starred, by sig.
  package func all() throws -> [(xp: XP, star: Star)] {
    let view = try project.store().view()
    return try view.starred().compactMap { digest, star in
      try view.xp(digest).map { (xp: $0, star: star) }
    }.sorted { $0.xp.sig < $1.xp.sig }
  }
}
