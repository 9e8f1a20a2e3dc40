/** The pure core of the ledger: histories of touches, windows and verdicts, with no clock and no database. */
@NullMarked
package io.evenreach.frequency.ledger.domain;

import org.jspecify.annotations.NullMarked;
