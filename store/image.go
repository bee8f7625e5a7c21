package store

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"sync"

	"github.com/cespare/xxhash/v2"
)

const (
	// imageName is the only file that SQLite sees.
	imageName = "library.db"

	// blockSize is how many bytes have a checksum of their own: a page of SQLite's.
	blockSize = 4096

	// readAhead is how much of a file is read at once when all of it is.
	readAhead = 16 * blockSize
)

// image is the bytes of a database, in a file or in memory. It is the file system that SQLite reads from, and holds
// each block against the checksum that it had at first, whenever it is read: bytes that change beneath us are an
// error, and no page of SQLite's is ever made of them.
type image struct {
	source io.ReaderAt
	size   int64
	sums   []uint64 // of each block
	close  func() error

	damage  sync.Once
	damaged chan struct{}
}

// newImage reads the source once from end to end.
func newImage(source io.ReaderAt, size int64, close func() error) (*image, error) {
	i := &image{source: source, size: size, close: close, damaged: make(chan struct{})}
	buffer := make([]byte, readAhead)
	for offset := int64(0); offset < size; offset += readAhead {
		part := buffer[:min(readAhead, size-offset)]
		if n, err := source.ReadAt(part, offset); n < len(part) {
			return nil, err
		}
		for len(part) > 0 {
			block := part[:min(blockSize, len(part))]
			i.sums = append(i.sums, xxhash.Sum64(block))
			part = part[len(block):]
		}
	}
	return i, nil
}

// inMemory is the image of bytes that nobody changes.
func inMemory(database []byte) (*image, error) {
	return newImage(bytes.NewReader(database), int64(len(database)), func() error { return nil })
}

// sum is a checksum of the whole, and of what it was built from: a file under another library's name has the wrong one.
func (i *image) sum(key string) string {
	digest := xxhash.New()
	fmt.Fprintf(digest, "%s %d\n", key, i.size)
	for _, sum := range i.sums {
		var block [8]byte
		binary.BigEndian.PutUint64(block[:], sum)
		digest.Write(block[:])
	}
	return fmt.Sprintf("%016x", digest.Sum64())
}

// read reads a block and makes sure that it is what it was.
func (i *image) read(block int64, buffer *[blockSize]byte) ([]byte, error) {
	data := buffer[:min(blockSize, i.size-block*blockSize)]
	n, _ := i.source.ReadAt(data, block*blockSize)
	if n == len(data) && xxhash.Sum64(data) == i.sums[block] {
		return data, nil
	}
	i.damage.Do(func() { close(i.damaged) })
	return nil, ErrDamaged // not the source's error: where that is io.EOF, SQLite's driver reads zeros
}

// Open makes an image the file system of one file.
func (i *image) Open(name string) (fs.File, error) {
	if name != imageName {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &reader{image: i}, nil
}

// reader is what one connection reads an image through.
type reader struct {
	image  *image
	offset int64
	buffer [blockSize]byte
}

// Seek takes no other place to start from than the beginning, which is SQLite's.
func (r *reader) Seek(offset int64, _ int) (int64, error) {
	r.offset = offset
	return offset, nil
}

// Read reads to the end of a block at most.
func (r *reader) Read(p []byte) (int, error) {
	if r.offset >= r.image.size {
		return 0, io.EOF
	}
	data, err := r.image.read(r.offset/blockSize, &r.buffer)
	if err != nil {
		return 0, err
	}
	n := copy(p, data[r.offset%blockSize:])
	r.offset += int64(n)
	return n, nil
}

// Close has nothing to do: the image outlives its readers.
func (r *reader) Close() error { return nil }

// Stat tells the size, which is all that SQLite asks for.
func (r *reader) Stat() (fs.FileInfo, error) { return sizeOnly{size: r.image.size}, nil }

type sizeOnly struct {
	fs.FileInfo
	size int64
}

func (s sizeOnly) Size() int64 { return s.size }
