using System.Buffers;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file of comma-separated values (RFC 4180, with LF): a header, and one line per object.</summary>
internal sealed class CsvResultFile : ResultFile
{
    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");
    private readonly string _path;
    private readonly LineFile _file;
    private readonly string[]? _columns;
    private FlatShape? _shape;

    public CsvResultFile(string path, bool append, CancellationToken cancel)
    {
        _file = new LineFile(path, append, cancel);
        _columns = append ? _file.FirstLine()?.Split(',') : null;
        if (_columns is not null && FlatShape.WithColumns(_columns) is null)
        {
            _file.Dispose();
            throw OtherColumns(path);
        }

        _path = path;
    }

    public override void Add(object value)
    {
        FlatShape shape = ShapeFor(value, _shape, _columns);
        if (_shape != shape)
        {
            Begin(shape);
        }

        _file.Write(Encoding.UTF8.GetBytes(string.Join(',', shape.Columns.Select(column => Quoted(column.TextOf(value)))) + "\n"));
    }

    /// <summary>An empty table has the columns of measurements.</summary>
    public override void Complete()
    {
        if (_shape is null && _file.FirstLine() is null)
        {
            Begin(FlatShape.Measurements);
        }
    }

    public override void Dispose() => _file.Dispose();

    private void Begin(FlatShape shape)
    {
        if (!_file.Begin(Encoding.UTF8.GetBytes(string.Join(',', shape.Names) + "\n")))
        {
            throw OtherColumns(_path);
        }

        _shape = shape;
    }

    private static LabException OtherColumns(string path) => new(FailureCode.InvalidArgument, $"{path} does not have the columns that Export-LabResult -Format Csv would write: write to another file.", "Append");

    private static string Quoted(string text) => text.AsSpan().ContainsAny(_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
