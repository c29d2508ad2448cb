/**
 * The Cx interface between CSCFs and HSS as typed values (TS 29.228, TS 29.229): requests, answers,
 * the client and server seams, and the user profile.
 */
@NullMarked
package org.gatehouse.ims.core.diameter.cx;

import org.jspecify.annotations.NullMarked;
