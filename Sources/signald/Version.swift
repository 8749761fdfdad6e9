/// The version of the daemon, of the tarball and of what both call themselves (semver.org).
let signaldVersion = "0.1.0"
