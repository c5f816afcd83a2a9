using Parquet;
using Parquet.Schema;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// A Parquet file of objects of one type, in row groups that are compressed together; its directory is at the end, so the file is
/// readable only when complete.
/// </summary>
internal sealed class ParquetResultFile : ResultFile
{
    private const int GroupLength = 10_000;
    private readonly List<object> _group = [];
    private readonly FileStream _file;
    private readonly string[]? _columns;
    private FlatShape? _shape;
    private ParquetSchema? _schema;
    private ParquetWriter? _writer;

    public ParquetResultFile(string path, bool append)
    {
        if (FileFacts.Of(path) is { Kind: not FileKind.Regular } facts)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{path} is {facts.Word}, and -Format Parquet needs a regular file, because its directory is written last: give the path of one, or use -Format Json.", "Path");
        }

        append = append && File.Exists(path) && new FileInfo(path).Length > 0;
        _file = new FileStream(path, append ? FileMode.Open : FileMode.Create, FileAccess.ReadWrite, FileShare.Read);
        if (!append)
        {
            return;
        }

        try
        {
            _columns = Columns();
            _ = FlatShape.WithColumns(_columns) ?? throw new InvalidDataException("it has others");
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ParquetException or InvalidOperationException or ArgumentException)
        {
            _file.Dispose();
            throw new LabException(FailureCode.InvalidArgument, $"{path} is not a Parquet file with the columns that Export-LabResult writes ({e.Message.Split('\n')[0]}): write to another file.", "Append");
        }
    }

    public override void Add(object value)
    {
        FlatShape shape = ShapeFor(value, _shape, _columns);
        if (_shape != shape)
        {
            Begin(shape);
        }

        _group.Add(value);
        if (_group.Count == GroupLength)
        {
            WriteGroup();
        }
    }

    public override void Dispose()
    {
        try
        {
            if (_shape is null && _columns is null)
            {
                Begin(FlatShape.Measurements);
            }

            WriteGroup();
            _writer?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
        finally
        {
            _file.Dispose();
        }
    }

    private void Begin(FlatShape shape)
    {
        _shape = shape;
        _schema = new ParquetSchema(shape.Columns.Select(Field));
        _writer = Wait(ParquetWriter.CreateAsync(_schema, _file, append: _columns is not null));
    }

    private string[] Columns()
    {
        ParquetReader reader = Wait(ParquetReader.CreateAsync(_file, leaveStreamOpen: true));
        try
        {
            return [.. reader.Schema.GetDataFields().Select(field => field.Name)];
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static Field Field(FlatColumn column) => column.Type == typeof(DateTimeOffset)
        ? new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true)
        : new DataField(column.Name, column.Type, isNullable: true);

    private void WriteGroup()
    {
        if (_group.Count == 0)
        {
            return;
        }

        using ParquetRowGroupWriter group = _writer!.CreateRowGroup();
        foreach ((FlatColumn column, DataField field) in _shape!.Columns.Zip(_schema!.GetDataFields()))
        {
            object?[] values = [.. _group.Select(column.Value)];
            Wait(column.Type == typeof(string) ? group.WriteAsync(field, Array.ConvertAll(values, v => (string)v!))
                : column.Type == typeof(bool) ? group.WriteAsync<bool>(field, Array.ConvertAll(values, v => (bool?)v))
                : column.Type == typeof(long) ? group.WriteAsync<long>(field, Array.ConvertAll(values, v => (long?)v))
                : column.Type == typeof(double) ? group.WriteAsync<double>(field, Array.ConvertAll(values, v => (double?)v))
                : group.WriteAsync<DateTime>(field, Array.ConvertAll(values, v => ((DateTimeOffset?)v)?.UtcDateTime)));
        }

        group.CompleteValidate();
        _group.Clear();
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private static void Wait(Task task) => task.GetAwaiter().GetResult();
}
