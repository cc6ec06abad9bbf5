import ArgumentParser
import MandateCore

/// For which Postfix a table or value is written.
struct PostfixVersionOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The version of Postfix that is to read the table, \(PostfixVersion.oldest.text) or later. Default: that of the Postfix here, else \(PostfixVersion.assumed.text).",
            valueName: "version"
        ),
        transform: PostfixVersionOptions.parse
    )
    var postfixVersion: PostfixVersion?

    private static func parse(_ text: String) throws -> PostfixVersion {
        guard let version = PostfixVersion(text), version >= .oldest else {
            throw ValidationError(
                "'\(text)' is no version of Postfix from \(PostfixVersion.oldest.text) on, as in 3.7."
            )
        }
        return version
    }

    var version: PostfixVersion { postfixVersion ?? PostfixParameters.version ?? .assumed }
}
