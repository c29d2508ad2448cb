/** XML of peers: read without DTD, entities and fetching. */
@NullMarked
package org.gatehouse.ims.core.xml;

import org.jspecify.annotations.NullMarked;
