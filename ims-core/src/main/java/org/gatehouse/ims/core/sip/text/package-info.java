/** What SIP text is made of: characters, quotes, lists, header field names. */
@NullMarked
package org.gatehouse.ims.core.sip.text;

import org.jspecify.annotations.NullMarked;
