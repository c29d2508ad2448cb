package org.gatehouse.ims.hss.cx;

import org.gatehouse.ims.core.diameter.cx.CxAnswer;

/**
 * What a request leads to.
 *
 * @param next the account after it; the answer leaves once its standing is durable
 */
public record Decision(Account next, CxAnswer answer) {}
