import CLibgit2
import DoraModel
