package redact
import ("testing")
func BenchmarkAdhoc(b *testing.B){ benchmarkClean(b, paste("{&quot;api_key&quot;:&quot;abcdefgh&quot;}password=",256<<10)) }
func BenchmarkAdhoc2(b *testing.B){ benchmarkClean(b, paste("private_key: \"abcdefgh\"password=getpass('Key: ')secret=",256<<10)) }
