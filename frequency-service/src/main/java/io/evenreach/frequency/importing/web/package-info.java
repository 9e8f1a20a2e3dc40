/** The wire forms and endpoints of imports. */
@NullMarked
package io.evenreach.frequency.importing.web;

import org.jspecify.annotations.NullMarked;
