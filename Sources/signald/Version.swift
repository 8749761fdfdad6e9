/// The version of this program, by semver.org.
let signaldVersion = "0.1.0"
