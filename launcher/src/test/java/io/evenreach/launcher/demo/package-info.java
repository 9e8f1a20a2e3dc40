/** The demo's story and its plain counter are pure, and held to what they claim. */
@NullMarked
package io.evenreach.launcher.demo;

import org.jspecify.annotations.NullMarked;
