/** Taking in what was seen: reading, judging and hashing observations before they are stitched. */
@NullMarked
package io.evenreach.identity.evidence;

import org.jspecify.annotations.NullMarked;
