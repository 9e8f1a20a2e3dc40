/** Profiles, quarantine and the export over HTTP. */
@NullMarked
package io.evenreach.identity.profiles.web;

import org.jspecify.annotations.NullMarked;
