import { expect, test } from "vitest";

import { addressOf, readAddress } from "../../src/model/address";

test("the_address_names_the_board", () => {
  expect(readAddress("")).toEqual({ board: "default" });
  expect(readAddress("?board=design&other=1")).toEqual({ board: "design" });
});

test.each([["?board="], ["?board=a%20b"], ["?board=%C3%A9"], [`?board=${"x".repeat(65)}`], ["?board=a%0A"]])("%s_names_no_board", (search) => {
  expect(readAddress(search)).toHaveProperty("problem", expect.stringContaining("1 to 64"));
});

test("two_boards_at_once_are_refused", () => {
  expect(readAddress("?board=a&board=b")).toHaveProperty("problem");
});

test("an_address_reads_back_as_its_board", () => {
  for (const board of ["default", "design", "A_b-9"]) expect(readAddress(new URL(addressOf(board), "http://page/").search)).toEqual({ board });
});
