/** The rules of stitching as values: what tells people apart, what yields, and what is too much. */
@NullMarked
package io.evenreach.identity.rules;

import org.jspecify.annotations.NullMarked;
