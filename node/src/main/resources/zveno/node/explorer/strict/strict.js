/** All that the explorer has for the strict rules beside rules/strict.js; fetched when the first of it is drawn. */
export { Account } from "./account.js";
export { BlockProof } from "./block.js";
export { ReceiptPage } from "./receipt.js";
export { Schedule } from "./schedule.js";
export { TransactionProof } from "./transaction.js";
export { WalletPage } from "./wallet.js";
export { WorkersPage } from "./workers.js";
