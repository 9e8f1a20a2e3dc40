/** What services say to each other: the topics, and the shape every message has in common. */
@NullMarked
package io.evenreach.contracts;

import org.jspecify.annotations.NullMarked;
