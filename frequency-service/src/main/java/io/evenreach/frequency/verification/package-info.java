/** Is what is stored what the journal says? Folds the journal as a job. Plain rows without a domain of their own. */
@NullMarked
package io.evenreach.frequency.verification;

import org.jspecify.annotations.NullMarked;
