/** Which records are one person, as a function of the records: no labels, no input or output, the same answer each time. */
@NullMarked
package io.evenreach.identity.linkage.domain;

import org.jspecify.annotations.NullMarked;
