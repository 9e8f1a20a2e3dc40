/** Tests of what rows mean. */
@NullMarked
package io.evenreach.frequency.importing.domain;

import org.jspecify.annotations.NullMarked;
