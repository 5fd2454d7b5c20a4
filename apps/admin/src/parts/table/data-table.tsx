import { ScrollArea, Skeleton, Table } from '@mantine/core';
import { type ColumnDef, type RowData, tableFeatures, useTable } from '@tanstack/react-table';
import './data-table.css';

export type ColumnLook = {
  align?: 'right';
  /** Shown from this width of the window on; narrower, the first columns tell the most. */
  visibleFrom?: 'xs' | 'sm' | 'md' | 'lg';
  width?: number | string;
};

const features = tableFeatures({ columnMeta: {} as ColumnLook });

export type Columns<T extends RowData> = ReadonlyArray<ColumnDef<typeof features, T>>;

type Props<T extends RowData> = {
  label: string;
  columns: Columns<T>;
  rows: readonly T[];
  rowKey: (row: T) => string;
  isLoading?: boolean;
  /** How many rows to hint at while loading. */
  skeletons?: number;
  /** For the pointer only: the row's first cell holds the link or button that the keyboard reaches. */
  onRowClick?: (row: T) => void;
  /** Rows that have just arrived glow once. */
  isNew?: (row: T) => boolean;
};

const noRows: never[] = [];
const skeletonRows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Every list of the app: TanStack Table for the model, Mantine for the look. */
export function DataTable<T extends RowData>(props: Props<T>) {
  const { label, columns, rows, rowKey, isLoading = false, skeletons = 8, onRowClick, isNew } = props;
  const table = useTable({
    features,
    columns: columns as ColumnDef<typeof features, T>[],
    data: isLoading ? (noRows as T[]) : rows,
    getRowId: rowKey,
  });
  const leaves = table.getAllLeafColumns();
  return (
    <ScrollArea type="auto" scrollbars="x">
      <Table className="data-table" aria-label={label} aria-busy={isLoading} highlightOnHover={Boolean(onRowClick)}>
        <Table.Thead>
          {table.getHeaderGroups().map((group) => (
            <Table.Tr key={group.id}>
              {group.headers.map((header) => (
                <Table.Th key={header.id} scope="col" {...lookOf(header.column.columnDef.meta)}>
                  <table.FlexRender header={header} />
                </Table.Th>
              ))}
            </Table.Tr>
          ))}
        </Table.Thead>
        <Table.Tbody>
          {isLoading &&
            skeletonRows.slice(0, skeletons).map((key) => (
              <Table.Tr key={key}>
                {leaves.map((column, index) => (
                  <Table.Td key={column.id} {...lookOf(column.columnDef.meta)}>
                    <Skeleton height={12} my={6} radius="xl" width={index === 0 ? '80%' : '60%'} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          {table.getRowModel().rows.map((row) => (
            <Table.Tr
              key={row.id}
              data-clickable={onRowClick ? true : undefined}
              data-new={isNew?.(row.original) ? true : undefined}
              onClick={() => onRowClick?.(row.original)}
            >
              {row.getAllCells().map((cell) => (
                <Table.Td key={cell.id} {...lookOf(cell.column.columnDef.meta)}>
                  <table.FlexRender cell={cell} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function lookOf({ align, visibleFrom, width }: ColumnLook = {}) {
  return {
    ...(visibleFrom ? { visibleFrom } : {}),
    ...(width ? { w: width } : {}),
    ...(align ? { ta: align, className: 'data-table-number' } : {}),
  };
}
