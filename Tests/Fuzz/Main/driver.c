#include "FuzzMain.h"

#include <stddef.h>
#include <stdint.h>

// Of libFuzzer, and of each target.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *octets, size_t count));
int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count);

#define TARGET(name) \
    int Fuzz##name##_main(int argc, char **argv) { return LLVMFuzzerRunDriver(&argc, &argv, LLVMFuzzerTestOneInput); }

TARGET(Agreement)
TARGET(AuditOptions)
TARGET(Certificate)
TARGET(Configuration)
TARGET(DomainsFile)
TARGET(HeaderValue)
TARGET(HeldMailListing)
TARGET(ImportedTable)
TARGET(JournalQuery)
TARGET(JournaldEntry)
TARGET(MXRecord)
TARGET(MailLogFile)
TARGET(MailLogLine)
TARGET(Marks)
TARGET(MessageBody)
TARGET(Names)
TARGET(PolicyConnection)
TARGET(PolicyRequest)
TARGET(SMTPReplies)
TARGET(Socketmap)
