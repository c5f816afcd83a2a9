using System.Buffers;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file of comma-separated values (RFC 4180, with LF): a header, and one line per measurement.</summary>
internal sealed class CsvResultFile : ResultFile
{
    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");
    private readonly LineFile _file;

    public CsvResultFile(string path, bool append, CancellationToken cancel)
    {
        _file = new LineFile(path, append, cancel);
        if (!_file.Begin(Encoding.UTF8.GetBytes(string.Join(',', FlatColumn.All.Select(c => c.Name)) + "\n")))
        {
            _file.Dispose();
            throw new LabException(FailureCode.InvalidArgument, $"{path} does not have the columns that Export-LabResult -Format Csv writes: write to another file.", "Append");
        }
    }

    public override void Add(object value)
    {
        SinkMeasurement measurement = Flat(value);
        _file.Write(Encoding.UTF8.GetBytes(string.Join(',', FlatColumn.All.Select(c => Quoted(c.TextOf(measurement)))) + "\n"));
    }

    public override void Dispose() => _file.Dispose();

    private static string Quoted(string text) => text.AsSpan().ContainsAny(_special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
