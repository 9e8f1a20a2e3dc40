/** Imports of exposure logs: upload, durable rows, batches into the ledger, rejections with their line. */
@NullMarked
package io.evenreach.frequency.importing;

import org.jspecify.annotations.NullMarked;
