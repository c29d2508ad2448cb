/** The document of the reg event package, application/reginfo+xml (RFC 3680 clause 5). */
@NullMarked
package org.gatehouse.ims.core.sip.reginfo;

import org.jspecify.annotations.NullMarked;
