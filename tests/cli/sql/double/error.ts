/** An error with SQL Server's number for it. */
export class DatabaseError extends Error {
  readonly number: number;

  constructor(number: number, message: string) {
    super(message);
    this.number = number;
  }
}
