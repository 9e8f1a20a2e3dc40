/** Tests of the reports' wire forms. */
@NullMarked
package io.evenreach.frequency.reach.web;

import org.jspecify.annotations.NullMarked;
