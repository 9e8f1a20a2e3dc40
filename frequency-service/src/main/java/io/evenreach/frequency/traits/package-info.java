/** Follows what customers are said to be: the time zones they live in, which quiet hours go by. Plain: the ledger decides. */
@NullMarked
package io.evenreach.frequency.traits;

import org.jspecify.annotations.NullMarked;
