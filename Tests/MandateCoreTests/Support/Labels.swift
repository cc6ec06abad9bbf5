import MandateCore

/// IDNA for the few labels that the cases use. It refuses all others, as libidn2 refuses what no registry would hold.
enum Labels {
    static let convert: LabelConversion = { known[$0.lowercased()] }

    private static let known = [
        "müller": "xn--mller-kva",
        "tüv": "xn--tv-xka",
        "ｐａｒｔｎｅｒ": "partner",
        "part\u{ad}ner": "partner",
        // libidn2 maps a label of nothing but a soft hyphen to an empty one, and does not refuse it.
        "\u{ad}": "",
    ]
}
