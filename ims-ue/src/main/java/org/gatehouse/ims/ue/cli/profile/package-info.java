/** Profiles of UEs on the command line. */
@NullMarked
package org.gatehouse.ims.ue.cli.profile;

import org.jspecify.annotations.NullMarked;
