using System.Buffers;
using System.Text;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>A file of comma-separated values (RFC 4180, with LF): a header, and a line a measurement.</summary>
internal sealed class CsvResultFile : ResultFile
{
    private static readonly SearchValues<char> _special = SearchValues.Create(",\"\r\n");
    private readonly AppendFile _file;

    public CsvResultFile(string path, bool append)
    {
        string header = string.Join(',', FlatColumn.All.Select(c => c.Name));
        string? found = append && File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
        if (found is not null && found != header)
        {
            throw new LabException(FailureCode.InvalidArgument, $"{path} has other columns than Export-LabResult -Format Csv writes: write to another file.", "Append");
        }

        _file = AppendFile.Open(path, append);
        if (found is null)
        {
            _file.Write(Encoding.UTF8.GetBytes(header + "\n"));
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
