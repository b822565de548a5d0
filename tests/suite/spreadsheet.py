"""Writes the tables of a build's data/ into one workbook, as other programs do: XLSX by openpyxl,
XLS by xlwt, ODS by odfpy. Usage: spreadsheet.py DATA FILE"""

import csv
import datetime
import json
import pathlib
import sys


def value(kind, text):
    if not text:
        return None
    if kind == "date":
        return datetime.date.fromisoformat(text)
    if kind == "time":
        return datetime.datetime.fromisoformat(text)
    if kind in ("integer", "number"):
        return float(text)
    if kind == "boolean":
        return text == "true"
    return text


def tables(data):
    for table in json.loads((data / "schema.json").read_text("utf-8")):
        with open(data / f"{table['table']}.csv", encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        kinds = [column["kind"] for column in table["columns"]]
        yield table["table"], header, [[value(k, c) for k, c in zip(kinds, row)] for row in rows]


def xlsx(data, path):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, header, rows in tables(data):
        sheet = book.create_sheet(name)
        sheet.append(header)
        for row in rows:
            sheet.append(row)
    book.save(path)


def xls(data, path):
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    day, moment = xlwt.easyxf(num_format_str="DD.MM.YYYY"), xlwt.easyxf(num_format_str="DD.MM.YYYY HH:MM")
    for name, header, rows in tables(data):
        sheet = book.add_sheet(name)
        for line, row in enumerate([header, *rows]):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.datetime):
                    sheet.write(line, column, cell, moment)
                elif isinstance(cell, datetime.date):
                    sheet.write(line, column, cell, day)
                elif cell is not None:
                    sheet.write(line, column, cell)
    book.save(path)


def ods(data, path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    def cell(content):
        if content is None:
            return TableCell()
        if isinstance(content, bool):
            return TableCell(valuetype="boolean", booleanvalue=str(content).lower())
        if isinstance(content, float):
            return TableCell(valuetype="float", value=content)
        if isinstance(content, datetime.date):
            return TableCell(valuetype="date", datevalue=content.isoformat())
        made = TableCell(valuetype="string")
        made.addElement(P(text=content))
        return made

    book = OpenDocumentSpreadsheet()
    for name, header, rows in tables(data):
        sheet = Table(name=name)
        for row in [header, *rows]:
            line = TableRow()
            for content in row:
                line.addElement(cell(content))
            sheet.addElement(line)
        book.spreadsheet.addElement(sheet)
    book.save(path)


data, path = pathlib.Path(sys.argv[1]), sys.argv[2]
{"xlsx": xlsx, "xls": xls, "ods": ods}[path.rsplit(".", 1)[1]](data, path)
