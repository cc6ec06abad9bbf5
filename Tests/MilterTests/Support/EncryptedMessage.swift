/// A message in S/MIME: what `openssl cms -encrypt` makes of it.
enum EncryptedMessage {
    static let header = [
        "MIME-Version: 1.0",
        "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"",
        "Content-Transfer-Encoding: base64",
    ]

    static let body = """
        MIGFBgkqhkiG9w0BBwOgeDB2AgECMTOiMQIBBDAFBAPA/uAwCwYJYIZIAWUDBAEFBBjUoRv7JVPn\r
        DILmc2kG3okT+kQ6w7qudRUwPAYJKoZIhvcNAQcBMB0GCWCGSAFlAwQBAgQQn25iTrTPIdHJI3sm\r
        34aiTIAQ2KQ/fMSdbcimof2ix2AlkQ==\r

        """
}
