/** The ledger on PostgreSQL: row locks, set-based statements with binary arrays, one journal row per batch. */
@NullMarked
package io.evenreach.frequency.ledger.persistence;

import org.jspecify.annotations.NullMarked;
