package org.gatehouse.ims.ue.testlab;

/**
 * Travels with the failure of a test, so that every runner and report shows what the lab did. It is
 * never thrown by itself.
 */
@SuppressWarnings("serial")
final class LabEvidence extends Exception {
    LabEvidence(String story) {
        super(story, null, false, /* writableStackTrace= */ false);
    }
}
